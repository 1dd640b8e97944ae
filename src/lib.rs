//! kohyo (公表): a static-site generator for public disclosure portals.
