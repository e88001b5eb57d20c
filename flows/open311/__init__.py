"""Open311 GeoReport v2: what a town offers, takes in and shows of its requests to anybody's software."""
