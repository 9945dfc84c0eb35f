"""The foundation that every service of the city shares."""
