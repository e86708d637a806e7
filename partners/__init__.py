"""共創: companies, universities and groups say what they can offer, hear what is needed, and talk with the city."""
