//! Pages, public.

use crate::web::routes::Route;

pub(in crate::web) const ROUTES: &[Route] = &[];
