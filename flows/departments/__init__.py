"""Life of departments: who is away, what is given to them and goes back unread, where their requests go when they close."""
