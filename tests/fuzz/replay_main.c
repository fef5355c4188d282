/* replay_main.c: runs a fuzz target over the files of a folder, without a fuzzer: each input that ever broke dmlint stays a
 * test. Prints TAP; a crash is the end of the program. usage: replay FOLDER */
#include "dmlint/base.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int is_input(const struct dirent *e)
{
	return e->d_name[0] != '.';
}

int main(int argc, char **argv)
{
	struct dirent **entries;
	int n = argc == 2 ? scandir(argv[1], &entries, is_input, alphasort) : -1;
	if (n < 0) {
		fprintf(stderr, "usage: replay FOLDER\n");
		return 2;
	}
	struct arena *arena = arena_new();
	int failed = 0;
	for (int i = 0; i < n; i++) {
		struct str path = arena_fmt(arena, "%s/%s", argv[1], entries[i]->d_name), bytes;
		struct err e;
		bool too_big;
		bool ok = file_read(arena, path.p, (size_t)64 << 20, &bytes, &too_big, &e);
		if (ok)
			LLVMFuzzerTestOneInput((const uint8_t *)bytes.p, bytes.n);
		else
			fprintf(stderr, "%s\n", e.msg);
		failed += !ok;
		printf("%sok %d - %s\n", ok ? "" : "not ", i + 1, entries[i]->d_name);
		fflush(stdout);
		free(entries[i]);
	}
	free(entries);
	printf("1..%d\n", n);
	arena_free(arena);
	return failed > 0;
}
