/* yaml_only.c: what dmlint's cost is measured against: a program that has libyaml parse a file and does nothing else. */
#include <stdio.h>
#include <yaml.h>

int main(int argc, char **argv)
{
	FILE *file = argc == 2 ? fopen(argv[1], "rb") : NULL;
	if (!file)
		return 2;
	yaml_parser_t parser;
	if (!yaml_parser_initialize(&parser))
		return 2;
	yaml_parser_set_input_file(&parser, file);
	int code = 0, done = 0;
	while (!done) {
		yaml_event_t event;
		if (!yaml_parser_parse(&parser, &event)) {
			code = 1;
			break;
		}
		done = event.type == YAML_STREAM_END_EVENT;
		yaml_event_delete(&event);
	}
	yaml_parser_delete(&parser);
	fclose(file);
	return code;
}
