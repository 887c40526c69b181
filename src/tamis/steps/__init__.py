"""Steps of a review, each a function from values to values. They touch neither disk nor clock."""
