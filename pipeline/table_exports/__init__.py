"""Tables that leave the project with all that is needed to read and cite them: one module a form.

What is exported is decided once (`selection`), told of in the same words in every form (`telling`), and written aside
and renamed; what stands at the place and is no export of ours is refused (`places`). The same tables give the same
bytes: no export tells when it was made, only which run the tables are of.
"""
