"""Plain tables on starlette-admin, under /admin/data, with our accounts, our audit and our language."""
