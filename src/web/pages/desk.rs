//! Pages, desk.

use crate::web::routes::Route;

pub(in crate::web) const ROUTES: &[Route] = &[];
