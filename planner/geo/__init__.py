"""Places and roads: addresses, gazetteer, geocoder, street network, travel times."""
