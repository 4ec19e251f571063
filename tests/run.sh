#!/usr/bin/env bash
# The test command: builds everything once, installs what the reader tests need (pinned), runs all
# tests, and ends with the line "N passed, N failed". A step that breaks counts as a failed test,
# and so does a tool that is missing: nothing is skipped.
#
# Needs Rust with rustfmt and clippy, a C compiler, Python 3.11 or later with venv; Java 17 is
# installed by apt where there is none. What it installs lies below target/.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
exec </dev/null

target=${CARGO_TARGET_DIR:-target}
mkdir -p "$target"
target=$(cd "$target" && pwd)
export CARGO_TARGET_DIR=$target
log=$(mktemp "$target/tests.XXXXXX")
trap 'rm -f "$log"' EXIT
passed=0
failed=0

# Runs one step. One that breaks counts as a failed test; one that holds is only the way to tests.
step() {
    local name=$1
    shift
    printf '\n== %s (%ss)\n' "$name" "$SECONDS"
    if ! "$@"; then
        printf '!! %s failed\n' "$name"
        failed=$((failed + 1))
        return 1
    fi
}

# Adds up the closing lines of cargo's test harness. Tests that end without such a line have died,
# which cargo's exit code tells.
cargo_tests() {
    local status=0 good bad ignored
    cargo test --release --workspace --locked --no-fail-fast 2>&1 | tee "$log" || status=$?
    good=$(sed -n 's/^test result:.* \([0-9]*\) passed;.*/\1/p' "$log" | paste -sd+ -)
    bad=$(sed -n 's/^test result:.* \([0-9]*\) failed;.*/\1/p' "$log" | paste -sd+ -)
    ignored=$(sed -n 's/^test result:.* \([0-9]*\) ignored;.*/\1/p' "$log" | paste -sd+ -)
    passed=$((passed + ${good:-0}))
    # A test that is ignored looked at nothing.
    bad=$((${bad:-0} + ${ignored:-0}))
    failed=$((failed + bad))
    [ "$status" -eq 0 ] || [ "$bad" -gt 0 ]
}

# Java for Spark, from the distribution: 17, or later.
java_17() {
    local version package
    if ! command -v java >/dev/null; then
        local root=()
        [ "$(id -u)" -eq 0 ] || root=(sudo -n)
        "${root[@]}" apt-get update -qq || return 1
        # A newer Debian has no 17; its default will do.
        for package in openjdk-17-jre-headless default-jre-headless; do
            if "${root[@]}" env DEBIAN_FRONTEND=noninteractive \
                apt-get install -y -qq --no-install-recommends "$package"; then
                break
            fi
        done
        command -v java >/dev/null || { echo "java could not be installed"; return 1; }
    fi
    version=$(java -version 2>&1 | sed -n 's/.* version "\([0-9]*\).*/\1/p')
    if [ "${version:-0}" -lt 17 ]; then
        echo "java is ${version:-unknown}, not 17 or later"
        return 1
    fi
}

# The readers in an environment of their own, made anew when what is pinned changes.
readers() {
    local home=$target/readers-venv wanted
    wanted=$(cat tests/readers/*requirements.txt | cksum)
    [ "$(cat "$home/installed" 2>/dev/null)" != "$wanted" ] || return 0
    rm -rf "$home"
    python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' || {
        echo "python3 is older than 3.11"
        return 1
    }
    python3 -m venv "$home" || return 1
    local pip=("$home/bin/python" -m pip install --quiet --disable-pip-version-check
        --no-input --require-hashes)
    "${pip[@]}" -r tests/readers/build-requirements.txt || return 1
    "${pip[@]}" --no-build-isolation -r tests/readers/requirements.txt || return 1
    printf '%s\n' "$wanted" >"$home/installed"
}

# The readers' tests count themselves.
reader_tests() {
    local status=0 counts=$target/readers-counts
    rm -f "$counts"
    PYTHONDONTWRITEBYTECODE=1 "$target/readers-venv/bin/python" tests/readers/run.py \
        "$target/release/pledge" "$counts" 2>&1 || status=$?
    [ -s "$counts" ] || return 1
    local good bad
    read -r good bad <"$counts"
    passed=$((passed + good))
    failed=$((failed + bad))
    [ "$status" -eq 0 ] || [ "$bad" -gt 0 ]
}

step 'format' cargo fmt --all --check || true
step 'lints' cargo clippy --release --workspace --all-targets --locked --quiet -- -D warnings || true
if step 'build' cargo build --release --workspace --all-targets --locked; then
    step 'tests' cargo_tests || true
    if step 'java' java_17 && step 'readers' readers; then
        step 'tests of the readers' reader_tests || true
    fi
fi

printf '\n%d minutes\n%d passed, %d failed\n' $((SECONDS / 60)) "$passed" "$failed"
[ "$failed" -eq 0 ]
