"""Where records come from: search strategies, and the services they are sent to."""
