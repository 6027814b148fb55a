//! Pages, portal.

use crate::web::routes::Route;

pub(in crate::web) const ROUTES: &[Route] = &[];
