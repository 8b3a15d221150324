"""The shell around the routes: logs and checks of requests, outages, the API's description."""
