# Makefile: builds dmlint, its tests and what is generated. No configure step: libraries come from pkg-config, sources
# by wildcard. `make help` lists the goals and switches. Everything generated lies under $(BUILD).

VERSION := 0.1.0

# --- switches -------------------------------------------------------------------------------------------------
# SANITIZE, COVERAGE and STATIC get build folders of their own, so that switching does not rebuild everything.
ifdef SANITIZE
BUILD ?= build/sanitize
else ifdef COVERAGE
BUILD ?= build/coverage
else ifdef STATIC
BUILD ?= build/static
else
BUILD ?= build
endif

PREFIX ?= /usr/local
prefix ?= $(PREFIX)
exec_prefix ?= $(prefix)
bindir ?= $(exec_prefix)/bin
datarootdir ?= $(prefix)/share
datadir ?= $(datarootdir)
bashcompdir ?= $(datadir)/bash-completion/completions
zshcompdir ?= $(datadir)/zsh/site-functions
fishcompdir ?= $(datadir)/fish/vendor_completions.d
mandir ?= $(datarootdir)/man
man1dir ?= $(mandir)/man1
man5dir ?= $(mandir)/man5
man7dir ?= $(mandir)/man7
INSTALL ?= install
INSTALL_PROGRAM ?= $(INSTALL) -m 755
INSTALL_DATA ?= $(INSTALL) -m 644
DESTDIR ?=
FUZZ_SECONDS ?= 60

PKGS := yaml-0.1 libpcre2-8 jansson libsodium
# A static program cannot load libcrypto when a ciphertext needs it.
ifdef STATIC
PKGS += libcrypto
endif
PKG_CONFIG ?= pkg-config
# libmariadb is loaded when a server is asked: only its headers are needed.
PKG_CFLAGS := $(shell $(PKG_CONFIG) --cflags $(PKGS) libmariadb)
PKG_LIBS := $(shell $(PKG_CONFIG) $(if $(STATIC),--static) --libs $(PKGS))

CFLAGS ?= -O2 -g
CPPFLAGS += -I. -Iinclude -I$(BUILD)/gen -D_GNU_SOURCE -DDMLINT_VERSION='"$(VERSION)"' $(if $(STATIC),-DDMLINT_STATIC)
# Debug information knows the sources by relative names: a build is the same in every folder.
BASE_CFLAGS := -std=c17 -fno-common -ffile-prefix-map=$(CURDIR)=. $(PKG_CFLAGS)
BASE_CFLAGS += $(if $(wildcard src/base/banned.h),-include src/base/banned.h)
BASE_LDFLAGS :=

ifdef DEVELOPER
BASE_CFLAGS += -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wstrict-prototypes -Wmissing-prototypes \
	-Wwrite-strings -Wvla -Wformat=2 -Wswitch-enum -Werror
else
BASE_CFLAGS += -Wall -Wextra
endif
ifdef SANITIZE
BASE_CFLAGS += -fsanitize=$(SANITIZE) -fno-sanitize-recover=all -fno-omit-frame-pointer -DARENA_DEBUG
BASE_LDFLAGS += -fsanitize=$(SANITIZE)
endif
ifdef COVERAGE
CFLAGS := -O0 -g
BASE_CFLAGS += --coverage
BASE_LDFLAGS += --coverage
endif

# Hardening: what compiler and linker take of it beside the flags of the user; tried all at once, else one by one.
# ci/check-hardening.sh looks for it in the program.
HARDEN_CFLAGS := -fstack-protector-strong -fstack-clash-protection -fcf-protection -fPIE
HARDEN_LDFLAGS := $(if $(STATIC),,-pie) -Wl,-z,relro -Wl,-z,now -Wl,-z,noexecstack
takes = $(shell printf '\043include <stdio.h>\nint main(void) { return puts("") == EOF; }\n' | \
	$(CC) $(CFLAGS) $(CPPFLAGS) $(LDFLAGS) -Werror $(1) -x c - -o /dev/null 2>/dev/null && echo '$(1)')
some = $(or $(call takes,$(1)),$(strip $(foreach flag,$(1),$(call takes,$(flag)))))
HARDEN_CFLAGS := $(call some,$(HARDEN_CFLAGS))
HARDEN_LDFLAGS := $(call some,$(HARDEN_LDFLAGS))
# The sockets and modules of libcrypto, which dmlint does not use, would make the linker warn about static programs.
NO_WARNINGS := -Wl,--no-warnings
ifdef STATIC
BASE_LDFLAGS += $(or $(call takes,-static-pie),-static) $(call takes,$(NO_WARNINGS))
endif
# Without optimisation it has no effect, and over a level that somebody else has set it would warn.
ifneq ($(if $(SANITIZE),,$(filter-out -O0,$(filter -O%,$(CFLAGS)))),)
HARDEN_CFLAGS += $(or $(call takes,-D_FORTIFY_SOURCE=3),$(call takes,-D_FORTIFY_SOURCE=2))
endif

Q := $(if $(V),,@)
say = $(if $(V),,@printf '  %-7s %s\n' $(1) $(2))

# --- sources --------------------------------------------------------------------------------------------------
GEN_SRCS := $(wildcard src/schema/gen_*.c)
ALL_SRCS := $(sort $(wildcard src/*/*.c))
LIB_SRCS := $(filter-out $(GEN_SRCS),$(ALL_SRCS))
# What the generator itself is made of: it must not need anything generated.
BOOT_SRCS := $(filter src/base/% src/doc/%,$(LIB_SRCS)) $(GEN_SRCS)

obj = $(patsubst %.c,$(BUILD)/obj/%.o,$(1))
UNIT_SRCS := $(sort $(wildcard tests/unit/test_*.c))
UNIT_BINS := $(patsubst tests/unit/%.c,$(BUILD)/unit/%,$(UNIT_SRCS))

# --- generated ------------------------------------------------------------------------------------------------
GEN := $(BUILD)/gen
SCHEMA_DATA := $(addprefix schemas/,task.yaml source.yaml worker.yaml config.yaml checks.tsv versions.tsv)
GEN_C := $(GEN)/schema_tables.c $(GEN)/embedded_schemas.c $(GEN)/embedded_cases.c
# Every table that a rule below makes of a file of schemas/.
GEN_H := $(shell sed -n 's,^$$(GEN)/\([a-z_]*\.def\):.*,$(GEN)/\1,p' $(firstword $(MAKEFILE_LIST)))
JSON_SCHEMAS := $(sort $(filter-out schemas/json/output-v%,$(wildcard schemas/json/*-v*.json)))
# The first wrong case of each rule with its output, and the first right one: what `dmlint explain` shows.
CASE_DIRS := $(sort $(wildcard tests/cases/DML*))
BESIDE := %.fixed.yaml %.facts.yaml %.source.yaml
EXAMPLES := $(foreach d,$(CASE_DIRS),$(foreach f,$(firstword $(sort $(filter-out $(BESIDE),$(wildcard $(d)/bad-*.yaml)))),\
	$(f) $(wildcard $(f:.yaml=.out))) $(firstword $(sort $(filter-out $(BESIDE),$(wildcard $(d)/good-*.yaml)))))
GEN_OBJS := $(patsubst $(GEN)/%.c,$(BUILD)/obj/gen/%.o,$(GEN_C))

LIB := $(BUILD)/libdmlint.a
LIB_OBJS := $(call obj,$(LIB_SRCS)) $(GEN_OBJS)

COMPLETIONS := $(addprefix $(BUILD)/completion/,bash zsh fish)
MANUALS := $(addprefix $(BUILD)/man/,dmlint.1 dmlint.yaml.5 dmlint-rules.7)

# --- goals ----------------------------------------------------------------------------------------------------
.PHONY: all lib unit replay test check bench fuzz install packages deb wheel sbom schemas docs clean help FORCE
.DEFAULT_GOAL := all
.DELETE_ON_ERROR:
.SUFFIXES:

all: $(BUILD)/dmlint $(COMPLETIONS) $(MANUALS)

lib: $(LIB)

unit: $(UNIT_BINS)

# The fuzz target with a plain main, which runs the files of tests/fuzz/corpus, and the tree printer of the YAML suite.
replay: $(BUILD)/fuzz/replay $(BUILD)/conformance/yaml_tree $(BUILD)/live/ask

# Without network or server, in seconds. SUITES="golden cli" runs some of them.
test: all unit replay
	tests/suite.sh $(BUILD) $(SUITES)

# Everything a change must pass: what CI runs.
check:
	ci/test.sh

bench: all
	tests/bench/bench.sh $(BUILD)

# Objects for libFuzzer need clang and a build folder of their own.
fuzz:
	$(MAKE) CC=clang BUILD=build/fuzz SANITIZE=fuzzer-no-link,address,undefined build/fuzz/fuzz/lint
	tests/fuzz/fuzz.sh build/fuzz/fuzz/lint $(FUZZ_SECONDS)

# What is generated and committed.
schemas: $(BUILD)/gen_schema
	$(BUILD)/gen_schema json schemas schemas/json

docs: all
	ci/update-readme.sh $(BUILD)/dmlint

install: all
	$(INSTALL) -d $(DESTDIR)$(bindir) $(DESTDIR)$(bashcompdir) $(DESTDIR)$(zshcompdir) $(DESTDIR)$(fishcompdir)
	$(INSTALL) -d $(DESTDIR)$(man1dir) $(DESTDIR)$(man5dir) $(DESTDIR)$(man7dir)
	$(INSTALL_PROGRAM) $(BUILD)/dmlint $(DESTDIR)$(bindir)/dmlint
	$(INSTALL_DATA) $(BUILD)/completion/bash $(DESTDIR)$(bashcompdir)/dmlint
	$(INSTALL_DATA) $(BUILD)/completion/zsh $(DESTDIR)$(zshcompdir)/_dmlint
	$(INSTALL_DATA) $(BUILD)/completion/fish $(DESTDIR)$(fishcompdir)/dmlint.fish
	$(INSTALL_DATA) $(BUILD)/man/dmlint.1 $(DESTDIR)$(man1dir)/dmlint.1
	$(INSTALL_DATA) $(BUILD)/man/dmlint.yaml.5 $(DESTDIR)$(man5dir)/dmlint.yaml.5
	$(INSTALL_DATA) $(BUILD)/man/dmlint-rules.7 $(DESTDIR)$(man7dir)/dmlint-rules.7

# Packages, in $(BUILD)/dist. Their date is that of the release, unless SOURCE_DATE_EPOCH says otherwise: the same sources
# give the same packages everywhere. The wheel carries a static program.
DIST := $(BUILD)/dist
RELEASED = $(shell date -u -d "$$(sed -n 's/^### $(VERSION), //p' README.md)" +%s)
dated = SOURCE_DATE_EPOCH=$(or $(SOURCE_DATE_EPOCH),$(RELEASED))

packages: deb wheel sbom

deb: all
	$(Q)mkdir -p $(DIST) && $(dated) ci/packaging/deb.sh $(BUILD) $(DIST)

wheel:
	$(Q)$(MAKE) --no-print-directory STATIC=1 BUILD=$(BUILD)/static $(BUILD)/static/dmlint
	$(Q)mkdir -p $(DIST) && $(dated) ci/packaging/wheel.py $(BUILD)/static/dmlint $(DIST)

sbom: all
	$(Q)mkdir -p $(DIST) && $(dated) ci/packaging/sbom.py $(BUILD)/dmlint >$(DIST)/dmlint-$(VERSION).spdx.json

help:
	@echo 'all       the program, its completions and man pages (the default)'
	@echo 'unit      the unit tests; replay: what the fuzz and conformance tests run; lib: the library of both'
	@echo 'test      tests of one build, in seconds, without network; SUITES="golden cli" runs some of them'
	@echo 'check     everything a change must pass: what CI runs'
	@echo 'bench     the budgets: instructions, time, memory, growth'
	@echo 'fuzz      fuzzes the whole pipeline with clang for FUZZ_SECONDS=60'
	@echo 'schemas   rewrites the published JSON Schemas; docs: what README.md has from the program'
	@echo 'install   into DESTDIR and prefix=/usr/local'
	@echo 'packages  deb, wheel and sbom, each a goal of its own, in $$(BUILD)/dist'
	@echo 'clean     removes $$(BUILD)'
	@echo
	@echo 'CC=clang DEVELOPER=1 (strict, -Werror) SANITIZE=address,undefined COVERAGE=1 STATIC=1 (libraries inside,'
	@echo 'for offline use) BUILD=DIR V=1 (shows commands) UPDATE=1 (tests rewrite their expectations)'

clean:
	rm -rf $(BUILD)

# --- rules ----------------------------------------------------------------------------------------------------
# Texts that change without any file changing, kept in files: the compiler's command line, the list of objects (a deleted
# source must leave the library), the list of embedded files.
remember = @mkdir -p $(@D); echo '$(subst ','\'',$(1))' >$@.new; \
	if cmp -s $@ $@.new; then rm $@.new; else mv $@.new $@; fi

$(BUILD)/flags: FORCE
	$(call remember,$(CC) $(CFLAGS) $(CPPFLAGS) $(BASE_CFLAGS) $(HARDEN_CFLAGS) $(LDFLAGS) $(BASE_LDFLAGS) $(HARDEN_LDFLAGS))

$(BUILD)/objects: FORCE
	$(call remember,$(LIB_OBJS))

$(BUILD)/embedded: FORCE
	$(call remember,$(JSON_SCHEMAS) $(EXAMPLES))

compile = $(Q)mkdir -p $(@D) && $(CC) $(CPPFLAGS) $(BASE_CFLAGS) $(HARDEN_CFLAGS) $(CFLAGS) -MMD -MP -c -o $@ $<
link = $(Q)mkdir -p $(@D) && $(CC) $(BASE_CFLAGS) $(CFLAGS) $(BASE_LDFLAGS) $(HARDEN_LDFLAGS) $(LDFLAGS) -o $@

$(call obj,$(filter-out $(BOOT_SRCS),$(LIB_SRCS) src/main.c)) $(GEN_OBJS): | $(GEN_H)

$(BUILD)/obj/gen/%.o: $(GEN)/%.c $(BUILD)/flags
	$(call say,CC,$<)
	$(compile)

# What --version --verbose tells.
BUILT_AS := $(if $(STATIC),static without live checks,shared)$(if $(DEVELOPER),; developer)$(SANITIZE:%=; sanitize=%)$(if $(COVERAGE),; coverage)
$(call obj,src/cli/version.c): CPPFLAGS += -DBUILT_AS='"$(BUILT_AS)"' -DHARDENED_BY='"$(strip $(HARDEN_CFLAGS) $(HARDEN_LDFLAGS))"' \
	-DBUILT_WITH_LIBYAML='"$(shell $(PKG_CONFIG) --modversion yaml-0.1)"'

$(BUILD)/obj/%.o: %.c $(BUILD)/flags
	$(call say,CC,$<)
	$(compile)

$(LIB): $(LIB_OBJS) $(BUILD)/objects
	$(call say,AR,$@)
	$(Q)rm -f $@ && $(AR) rcsD $@ $(LIB_OBJS)

$(BUILD)/dmlint: $(call obj,src/main.c) $(LIB)
	$(call say,LINK,$@)
	$(link) $^ $(PKG_LIBS) -lm

$(COMPLETIONS): $(BUILD)/dmlint
	$(call say,GEN,$@)
	$(Q)mkdir -p $(@D) && $(BUILD)/dmlint completion $(@F) >$@

$(MANUALS): $(BUILD)/dmlint
	$(call say,GEN,$@)
	$(Q)mkdir -p $(@D) && $(BUILD)/dmlint manual $(basename $(@F)) >$@

$(BUILD)/gen_schema: $(call obj,$(BOOT_SRCS))
	$(call say,LINK,$@)
	$(link) $^ $(PKG_LIBS) -lm

$(GEN)/schema_tables.c: $(BUILD)/gen_schema $(SCHEMA_DATA)
	$(call say,GEN,$@)
	$(Q)mkdir -p $(@D) && $(BUILD)/gen_schema tables schemas >$@

# A table of schemas/ as lines of macros, by the awk script named behind it and gen_tables.awk, which
# stands first in the alphabet.
$(GEN)/options.def: schemas/options.tsv src/cli/gen_options.awk
$(GEN)/sql_keywords.def: schemas/sql-keywords.tsv src/task/gen_sqlexpr.awk
$(GEN)/sql_names.def: schemas/sql-names.tsv src/task/gen_sqlexpr.awk
$(GEN)/dump_flags.def: schemas/dump-flags.tsv src/dump/gen_dump.awk
$(GEN)/system_schemas.def: schemas/system-schemas.tsv src/dump/gen_dump.awk
$(GEN)/errors.def: schemas/errors.tsv src/explain/gen_explain.awk
$(GEN)/error_guides.def: schemas/error-guides.txt src/explain/gen_explain.awk
$(GEN)/checkpoint.def: schemas/checkpoint.tsv src/explain/gen_explain.awk
$(GEN)/facts.def: schemas/facts.tsv src/facts/gen_facts.awk
$(GEN)/source_versions.def: schemas/source-versions.tsv src/rules/gen_rules.awk
$(GEN)/target_versions.def: schemas/target-versions.tsv src/rules/gen_rules.awk
$(GEN)/auth_plugins.def: schemas/auth-plugins.tsv src/rules/gen_rules.awk
$(GEN)/tidb_support.def: schemas/tidb-support.tsv src/rules/gen_rules.awk
$(GEN)/migrations.def: schemas/migrations.tsv src/run/gen_migrations.awk
$(GEN)/privileges.def: schemas/privileges.tsv src/facts/gen_privileges.awk
$(GEN_H): src/base/gen_tables.awk
	$(call say,GEN,$@)
	$(Q)mkdir -p $(@D) && awk $(patsubst %,-f %,$(sort $(filter %.awk,$^))) $(filter schemas/%,$^) >$@

$(GEN)/embedded_schemas.c: $(JSON_SCHEMAS) src/cli/gen_embedded.sh $(BUILD)/embedded
	$(call say,GEN,$@)
	$(Q)mkdir -p $(@D) && src/cli/gen_embedded.sh schemas $(JSON_SCHEMAS) >$@

$(GEN)/embedded_cases.c: $(EXAMPLES) src/cli/gen_embedded.sh $(BUILD)/embedded
	$(call say,GEN,$@)
	$(Q)mkdir -p $(@D) && src/cli/gen_embedded.sh cases $(EXAMPLES) >$@

$(BUILD)/unit/%: $(BUILD)/obj/tests/unit/%.o $(LIB)
	$(call say,LINK,$@)
	$(link) $^ $(PKG_LIBS) -lm

$(BUILD)/fuzz/replay: $(call obj,tests/fuzz/fuzz_lint.c tests/fuzz/replay_main.c) $(LIB)
	$(call say,LINK,$@)
	$(link) $^ $(PKG_LIBS) -lm

$(BUILD)/conformance/yaml_tree: $(call obj,tests/conformance/yaml_tree.c) $(LIB)
	$(call say,LINK,$@)
	$(link) $^ $(PKG_LIBS) -lm

$(BUILD)/live/ask: $(call obj,tests/live/ask.c) $(LIB)
	$(call say,LINK,$@)
	$(link) $^ $(PKG_LIBS) -lm

$(BUILD)/fuzz/lint: $(call obj,tests/fuzz/fuzz_lint.c) $(LIB)
	$(call say,LINK,$@)
	$(link) -fsanitize=fuzzer $^ $(PKG_LIBS) -lm

FORCE:

-include $(patsubst %.o,%.d,$(LIB_OBJS) $(call obj,$(BOOT_SRCS) src/main.c $(UNIT_SRCS) $(wildcard tests/fuzz/*.c)))
