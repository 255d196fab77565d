"""The website as a whole: what it tells about itself."""
