"""A timetable from elsewhere becomes the working agenda: understand, compare, apply.

`understand.understood` turns bytes of any dialect into a `Timetable` and touches nothing; `apply.planned`
says what an import would change; `apply.bring_in` changes it, in one transaction, or nothing at all.
"""
