"""A timetable from elsewhere becomes the working agenda: read, compare, apply.

`schedule_xml.read` turns bytes into a `Timetable` and touches nothing; `plan.planned` says what an
import would change; `apply.bring_in` changes it, in one transaction, or nothing at all.
"""
