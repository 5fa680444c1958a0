# Builds, tests and runs Doozer; `make help` lists the goals.
#
# Building and running need a JDK of version 17 or later (17.0.3, for `jar --date`), GNU make and
# POSIX tools, no network. The goals test, long, lint, coverage and bench also need Maven, which
# does nothing but fetch the libraries that the poms list, once.
#
# The JDK is the one in JAVA_HOME, or else the one on the PATH.

VERSION = 1.0.0-dev

# The arrows between the rooms (packages doozer.<room>): the right side is all that the left side
# may import. Each room is compiled by itself with only these on its class path, so a wrong import
# does not compile. This is the one place that says so; test/doozer/build/RoomsTest reads it.
arrows.wire   =
arrows.tree   =
arrows.paxos  =
arrows.node   = paxos tree wire
arrows.web    = node tree
arrows.net    = wire
arrows.client = net wire
arrows.backup = client tree
arrows.cli    = client backup wire
arrows.server = node net web client backup paxos tree wire
arrows.main   = cli server

# What goes into doozer-client.jar; doozer.jar has every room.
CLIENT_ROOMS = wire net tree client backup cli

# With these flags the JVM, like the server in it, never writes to a disk.
SERVER_JVM = -XX:-UsePerfData -XX:-CreateCoredumpOnCrash -XX:+ErrorFileToStderr

TEST_JVM = -ea -Xmx2g -XX:+UseSerialGC

# Set from outside: arguments of `make run`, a part of a test class's name for `make test`, and
# which benchmarks to run and how for `make bench`.
ARGS =
ONLY =
BENCH =
JMH_ARGS =

# For `make sim`: how many runs, from which seed on; or one seed, told in detail. For `make
# mutants`: the names of some, or all of them.
SEEDS = 200
SEED_FROM = 1
SEED =
MUTANTS =

# For `make drill`: how often each row, and a part of the names of those to run. For `make chaos`:
# how long; SEED repeats the faults of another run, and of CutClient in `make test` and `make long`.
# For both: auto, namespaces, proxies or plain.
RUNS = 1
ROWS =
DURATION = 60s
NETWORK = auto

# For `make bench-cluster`: jars to compare with each other, how often each row takes its turn, and
# how many samples each time; how many before they count. ROWS is a pattern in their names.
JARS = doozer.jar
ROUNDS = 40
SAMPLES = 500
WARMUP = 20000

# For `make bench-backup`.
FILES = 1000000
BACKUP_JVM = -Xmx2g -XX:+UseSerialGC

# For `make bench-pages`.
PAGES = 1000

MVN = mvn

# ---------------------------------------------------------------------------- names derived

jdk_bin := $(if $(JAVA_HOME),$(JAVA_HOME)/bin/)
JAVA    := $(jdk_bin)java
JAVAC   := $(jdk_bin)javac
JAR     := $(jdk_bin)jar

# inline: string concatenation without invokedynamic, whose start costs milliseconds. Lines for
# stack traces, no names of local variables: the jar is a tenth smaller without.
JAVAC_FLAGS = --release 17 -encoding UTF-8 -g:source,lines -Xlint:all -Werror -XDstringConcat=inline

ROOMS := $(sort $(patsubst arrows.%,%,$(filter arrows.%,$(.VARIABLES))))

find_files   = $(sort $(shell find $(1) -type f ! -name '.*' ! -name '*~' 2>/dev/null))
src_files   := $(call find_files,src)
test_java   := $(filter %.java,$(call find_files,test))
bench_java  := $(filter %.java,$(call find_files,bench))
cluster_java := $(filter bench/doozer/bench/cluster/%,$(bench_java))
room_stamps := $(ROOMS:%=build/rooms/%.stamp)

space := $(subst ,, )
path  = $(subst $(space),:,$(strip $(1)))

# A room sees itself and what its arrows lead to, all of them listed: not what those see in turn.
room_path = $(call path,$(addprefix build/classes/,$(1) $(arrows.$(1))))
all_rooms = $(call path,$(ROOMS:%=build/classes/%))

# Ends a recipe that has written $@.new: where nothing has changed, $@ keeps its time.
keep_if_same = if cmp -s $@.new $@; then rm $@.new; else mv $@.new $@; fi

# ---------------------------------------------------------------------------- goals

.PHONY: all run test long sim drill chaos mutants screenshots lint coverage bench bench-backup \
  bench-cluster bench-pages clean help FORCE
.DELETE_ON_ERROR:

all: doozer.jar doozer-client.jar ## doozer.jar and doozer-client.jar (the default)

run: doozer.jar ## start a server; ARGS="..." are its arguments
	$(JAVA) $(SERVER_JVM) -jar doozer.jar $(ARGS)

test: all build/test.stamp ## run the tests; ONLY=Part runs the classes with that in their name
	@$(call run_tests,small,,$(if $(ONLY),,doozer.build.RunTestsInTwo))

long: all build/test.stamp ## run the same tests at length, and those that take a clock or patience
	@$(call run_tests,long)

clean: ## delete everything that make has written
	rm -rf build doozer.jar doozer-client.jar

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1 - \2/p' Makefile

# ---------------------------------------------------------------------------- rooms

# Another JDK compiles everything anew.
build/jdk.txt: FORCE
	@mkdir -p $(@D)
	@$(JAVAC) -fullversion > $@.new 2>&1 || { cat $@.new >&2; rm -f $@.new; \
	  echo "Doozer needs a JDK >= 17: set JAVA_HOME, or put javac on the PATH." >&2; exit 1; }
	@$(keep_if_same)

build/version.txt: FORCE
	@mkdir -p $(@D)
	@echo '$(VERSION)' > $@.new
	@$(keep_if_same)

# All that decides what a room becomes, apart from what is in its files: the options, the class
# path and the names. It is handed to javac as it is; resources are in it as comments.
build/rooms/%.javac: FORCE
	@mkdir -p $(@D)
	@printf '%s\n' '$(JAVAC_FLAGS) -proc:none' '-d build/classes/$*' '-cp $(call room_path,$*)' \
	  $(filter %.java,$(filter src/doozer/$*/%,$(src_files))) \
	  $(patsubst %,'# %',$(filter-out %.java,$(filter src/doozer/$*/%,$(src_files)))) > $@.new
	@$(keep_if_same)

# A room without sources is an empty folder. Nothing of an earlier compilation is left in it.
build/rooms/%.stamp: build/jdk.txt
	@rm -rf build/classes/$* && mkdir -p build/classes/$*
	@if grep -q '\.java$$' build/rooms/$*.javac; then \
	  echo "javac doozer.$*"; $(JAVAC) @build/rooms/$*.javac; fi
	@sed -n 's|^# src/||p' build/rooms/$*.javac | while read -r file; do \
	  mkdir -p "build/classes/$*/$${file%/*}" && cp "src/$$file" "build/classes/$*/$$file"; done
	@if [ $* = wire ]; then \
	  mkdir -p build/classes/wire/doozer/wire && \
	  cp build/version.txt build/classes/wire/doozer/wire/; fi
	@touch $@

build/rooms/wire.stamp: build/version.txt

define room_prerequisites
build/rooms/$(1).stamp: build/rooms/$(1).javac $(filter src/doozer/$(1)/%,$(src_files)) \
  $(patsubst %,build/rooms/%.stamp,$(arrows.$(1)))
endef
$(foreach room,$(ROOMS),$(eval $(call room_prerequisites,$(room))))

# ---------------------------------------------------------------------------- jars

# The same commit and JDK give the same bytes: one date for all entries, names in a fixed order.
jar_date = 2026-01-01T00:00:00Z

doozer.jar: jar_main = doozer.main.Main
doozer.jar: jar_rooms = $(ROOMS)
doozer.jar: $(room_stamps)

doozer-client.jar: jar_main = doozer.cli.Main
doozer-client.jar: jar_rooms = $(CLIENT_ROOMS)
doozer-client.jar: jar_module = build/module
doozer-client.jar: $(CLIENT_ROOMS:%=build/rooms/%.stamp) build/module.stamp

# The rooms of the client are one module for those who have modules. It is compiled when they are,
# and they without it; for those who have a class path, and for `java -jar`, it is not there.
build/module.stamp: src/module-info.java $(CLIENT_ROOMS:%=build/rooms/%.stamp)
	@rm -rf build/module && mkdir -p build/module
	@$(JAVAC) $(JAVAC_FLAGS) -proc:none -d build/module $< \
	  --patch-module doozer.client=$(call path,$(CLIENT_ROOMS:%=build/classes/%))
	@touch $@

doozer.jar doozer-client.jar: LICENSE
	@rm -rf build/jars/$@ && mkdir -p build/jars/$@/META-INF && cp LICENSE build/jars/$@/META-INF/
	@printf '%s\n' 'Main-Class: $(jar_main)' 'Implementation-Title: Doozer' \
	  'Implementation-Version: $(VERSION)' > build/jars/$@.manifest
	@find build/jars/$@ $(jar_rooms:%=build/classes/%) $(jar_module) -type f | LC_ALL=C sort \
	  | sed -e 's|^\(build/module\)/|-C \1 |' -e 's|^\(build/[^/]*/[^/]*\)/|-C \1 |' \
	  > build/jars/$@.files
	@echo "jar $@"
	@$(JAR) --create --file $@ --date $(jar_date) --manifest build/jars/$@.manifest \
	  @build/jars/$@.files

# ---------------------------------------------------------------------------- tests

# Fetches what the pom lists into build/lib/<name>, only when the pom has changed.
build/lib/test.stamp: test/pom.xml
	@$(call fetch,-P '!ide')
build/lib/bench.stamp: bench/pom.xml
	@$(call fetch)
build/lib/tools.stamp: test/tools/pom.xml
	@$(call fetch)

# What Maven says is shown only when it fails.
fetch = command -v $(MVN) > /dev/null || { echo "Maven (mvn) is needed for $<." >&2; exit 1; }; \
  echo "mvn $<"; rm -rf $(basename $@) && mkdir -p $(basename $@) && \
  $(MVN) -q -B -f $< $(1) dependency:copy-dependencies \
    -DoutputDirectory='$(CURDIR)/$(basename $@)' > $(basename $@).log 2>&1 \
  || { cat $(basename $@).log >&2; exit 1; }; touch $@

build/test.javac: FORCE
	@mkdir -p $(@D)
	@printf '%s\n' '$(JAVAC_FLAGS) -proc:none' '-d build/test' \
	  $(test_java) > $@.new
	@$(keep_if_same)

build/test.stamp: build/test.javac build/lib/test.stamp $(test_java) $(room_stamps)
	@echo "javac test"
	@rm -rf build/test && mkdir -p build/test
	@$(JAVAC) -cp '$(all_rooms):build/lib/test/*' @build/test.javac
	@touch $@

# Files below test/ that are not Java are resources, where they are. $(1) counts, $(2) JVM options,
# $(3) who runs them.
run_tests = $(JAVA) $(TEST_JVM) $(2) -Ddoozer.counts=$(1) -Ddoozer.root='$(CURDIR)' \
  $(if $(SEED),-Dseed=$(SEED)) -Ddoozer.jar='$(CURDIR)/doozer.jar' -cp '$(test_path)' \
  $(if $(3),$(3),doozer.build.RunTests) build/test $(ONLY)

test_path = build/test:test:$(all_rooms):build/lib/test/*

sim: all build/test.stamp ## run simulated clusters; SEEDS=n SEED_FROM=x, or SEED=x to repeat one
	@$(JAVA) $(TEST_JVM) -Dseeds=$(SEEDS) -Dfrom=$(SEED_FROM) $(if $(SEED),-Dseed=$(SEED)) \
	  -cp '$(test_path)' doozer.sim.SimMain

run_drill = $(JAVA) $(TEST_JVM) -Ddoozer.jar='$(CURDIR)/doozer.jar' -Dnetwork='$(NETWORK)' $(1) \
  -cp '$(test_path)'

drill: all build/test.stamp ## kill, stop and cut off real servers, and time it; RUNS=n ROWS=part
	@$(call run_drill,-Druns=$(RUNS) -Drows='$(ROWS)') doozer.drill.FireDrill

chaos: all build/test.stamp ## break real servers at random, check clients; DURATION=60s SEED=x
	@$(call run_drill,-Dduration=$(DURATION) $(if $(SEED),-Dseed=$(SEED))) doozer.drill.Chaos

mutants: all build/test.stamp ## break the code on purpose, and see each break caught; MUTANTS=names
	@$(JAVA) $(TEST_JVM) -Ddoozer.root='$(CURDIR)' -cp '$(test_path)' doozer.mutants.Mutants $(MUTANTS)

screenshots: all build/test.stamp ## take the pictures of the web page that are in doc/
	@$(JAVA) $(TEST_JVM) -cp '$(test_path)' doozer.browser.Screenshots doc

# ---------------------------------------------------------------------------- lint, coverage

spotbugs = $(JAVA) -cp 'build/lib/tools/*' edu.umd.cs.findbugs.FindBugs2 -exitcode -medium \
  -effort:max -longBugCodes -exclude test/tools/spotbugs-exclude.xml -sourcepath src

lint: $(room_stamps) build/lib/tools.stamp ## look for likely bugs with SpotBugs
	@if find build/classes -name '*.class' | grep -q .; then \
	  $(spotbugs) $(ROOMS:%=build/classes/%) && echo "lint: nothing found"; \
	else echo "lint: no classes yet"; fi

jacoco_agent = \
  -javaagent:$$(echo build/lib/tools/org.jacoco.agent-*-runtime.jar)=destfile=build/coverage/exec

coverage: all build/test.stamp build/lib/tools.stamp ## what the tests reach, in build/coverage
	@rm -rf build/coverage && mkdir -p build/coverage
	@$(call run_tests,small,$(jacoco_agent))
	@$(JAVA) -cp 'build/lib/tools/*' org.jacoco.cli.internal.Main report build/coverage/exec --quiet \
	  $(ROOMS:%=--classfiles build/classes/%) --sourcefiles src --name Doozer \
	  --html build/coverage --csv build/coverage/coverage.csv
	@awk -F, 'NR > 1 { lm += $$8; lc += $$9; bm += $$6; bc += $$7 } \
	  END { printf "coverage: %.1f %% of %d lines, %.1f %% of %d branches\n", \
	    100 * lc / (lm + lc + !(lm + lc)), lm + lc, 100 * bc / (bm + bc + !(bm + bc)), bm + bc }' \
	  build/coverage/coverage.csv

# ---------------------------------------------------------------------------- benchmarks

# No -Werror: half of what is compiled here is what JMH generates.
build/bench.javac: FORCE
	@mkdir -p $(@D)
	@printf '%s\n' '$(filter-out -Werror,$(JAVAC_FLAGS)) -Xlint:-processing' \
	  '-processor org.openjdk.jmh.generators.BenchmarkProcessor' \
	  '-d build/bench' $(filter-out $(cluster_java),$(bench_java)) > $@.new
	@$(keep_if_same)

build/bench.stamp: build/bench.javac build/lib/bench.stamp $(bench_java) $(room_stamps)
	@echo "javac bench"
	@rm -rf build/bench && mkdir -p build/bench
	@$(JAVAC) -cp '$(all_rooms):build/lib/bench/*' @build/bench.javac
	@touch $@

bench: $(if $(bench_java),build/bench.stamp) ## run the benchmarks; BENCH=regex JMH_ARGS="-f 1 ..."
	@$(if $(bench_java),$(JAVA) -cp 'build/bench:$(all_rooms):build/lib/bench/*' \
	  org.openjdk.jmh.Main $(BENCH) $(JMH_ARGS),echo "bench: no benchmarks yet")

CLUSTER_JVM = -Xmx256m -XX:+UseSerialGC $(SERVER_JVM)

build/bench-cluster.stamp: build/jdk.txt $(cluster_java) $(room_stamps)
	@echo "javac bench-cluster"
	@rm -rf build/bench-cluster && mkdir -p build/bench-cluster
	@$(JAVAC) $(JAVAC_FLAGS) -proc:none -cp '$(all_rooms)' -d build/bench-cluster $(cluster_java)
	@touch $@

bench-backup: all build/bench-cluster.stamp ## what backups, restores and joiners of many files cost
	@$(JAVA) -Xmx512m -XX:+UseSerialGC -Dserver.jvm='$(BACKUP_JVM)' -Dfiles=$(FILES) \
	  -cp 'build/bench-cluster:$(all_rooms)' doozer.bench.cluster.BackupBench

bench-pages: all build/bench-cluster.stamp ## what open web pages cost a set; PAGES=1000
	@$(JAVA) -Xmx512m -XX:+UseSerialGC -Dserver.jvm='$(CLUSTER_JVM)' -Dpages=$(PAGES) \
	  -cp 'build/bench-cluster:$(all_rooms)' doozer.bench.cluster.PagesBench

bench-cluster: all build/bench-cluster.stamp ## measure real clusters of processes, beside an echo
	@$(JAVA) -Xmx512m -XX:+UseSerialGC -Dserver.jvm='$(CLUSTER_JVM)' -Djars='$(JARS)' \
	  -Drounds=$(ROUNDS) -Dsamples=$(SAMPLES) -Dwarmup=$(WARMUP) -Drows='$(ROWS)' \
	  -cp 'build/bench-cluster:$(all_rooms)' doozer.bench.cluster.ClusterBench
