# What people do with this repo. `make` on a fresh machine needs Go alone.

TREEBANK ?= ../shared/treebank

.PHONY: all build run test consumers lint check dictionary model report-assets chromium clean

# Build the program and run the main job: raw/ to out/.
all: build run

# Without debugger tables, and without the part of Google's storage library that
# brings gRPC's service mesh: 69 MB instead of 115.
build:
	go build -tags disable_grpc_modules -ldflags='-s -w' -o bin/demarche .

run: build
	bin/demarche build --raw raw --out out

# All tests.
test:
	go test ./...
	$(MAKE) consumers

# Other programs read the dataset: DuckDB, whose driver wants a C compiler, and
# hyparquet, which wants Node.js. Tests say so and pass over where there is none.
consumers:
	@if command -v npm >/dev/null; then $(MAKE) pipeline/publish/consumers/node_modules; \
	else echo "no npm: the tests of hyparquet pass over"; fi
	cd pipeline/publish/consumers && go test ./...

pipeline/publish/consumers/node_modules: pipeline/publish/consumers/package-lock.json
	cd pipeline/publish/consumers && npm ci --ignore-scripts --no-audit --no-fund
	touch $@

lint:
	@unformatted=$$(gofmt -l main.go pipeline schemas); if [ -n "$$unformatted" ]; then echo "not gofmt'd: $$unformatted"; exit 1; fi
	go vet ./...
	go tool staticcheck ./...

# Fail where a rebuild of out/ would change it.
check: build
	bin/demarche check --raw raw --out out

# Write the generated data dictionary anew.
dictionary:
	go test ./schemas -run TestDictionaryIsCurrent -update

# Train the model of pipeline/syntax anew: the same bytes from the same treebanks.
model:
	go run ./pipeline/syntax/train/cmd -treebank $(TREEBANK) -o pipeline/syntax/model.bin.zst

# Bundle the JavaScript libraries of the report page anew, with their licences:
# the same bytes from the versions that package-lock.json pins. Needs Node.
report-assets:
	cd pipeline/publish/report && npm ci && node vendor.mjs

# Install the browser that the report's tests run in, on Debian or Ubuntu.
chromium:
	apt-get install -y chromium

clean:
	rm -rf bin
