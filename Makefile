# What people do with this repo. `make` on a fresh machine needs Go alone.

TREEBANK ?= ../shared/treebank

.PHONY: all build run test lint check dictionary model report-assets chromium clean

# Build the program and run the main job: raw/ to out/.
all: build run

build:
	go build -o bin/demarche .

run: build
	bin/demarche build --raw raw --out out

# All tests. The consumers are a module of their own, as DuckDB's driver wants a
# C compiler; without one its tests say so and pass over.
test:
	go test ./...
	cd pipeline/publish/consumers && go test ./...

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
