/* Reads a calendar from standard input with libical; prints `UID start end`: seconds of UTC, or a day. */
#include <libical/ical.h>
#include <stdio.h>

static char *line(char *buffer, size_t size, void *file) { return fgets(buffer, size, file); }

static void moment(icalcomponent *event, icalproperty_kind kind) {
  icalproperty *property = icalcomponent_get_first_property(event, kind);
  struct icaltimetype time = icalproperty_get_datetime_with_component(property, event);
  if (time.is_date)
    printf(" %04d-%02d-%02d", time.year, time.month, time.day);
  else
    printf(" %ld", (long)icaltime_as_timet_with_zone(time, time.zone));
}

int main(void) {
  icalparser *parser = icalparser_new();
  icalparser_set_gen_data(parser, stdin);
  icalcomponent *calendar = icalparser_parse(parser, line);
  if (!calendar || icalcomponent_count_errors(calendar)) return 1;
  icalcomponent *event = icalcomponent_get_first_component(calendar, ICAL_VEVENT_COMPONENT);
  for (; event; event = icalcomponent_get_next_component(calendar, ICAL_VEVENT_COMPONENT)) {
    printf("%s", icalcomponent_get_uid(event));
    moment(event, ICAL_DTSTART_PROPERTY);
    moment(event, ICAL_DTEND_PROPERTY);
    printf("\n");
  }
  return 0;
}
