#!/bin/sh
# Installs Bao Phủ from the bundle in which this file lies, without any network: docs/operators/installing.md
#   ./install.sh [--prefix /opt/baophu] [--python /usr/bin/python3]
# It goes to PREFIX-VERSION-COMMIT; PREFIX becomes a link to it once everything works. What was there stays beside it.
set -eu

fail() {
    echo "Lỗi: $1" >&2
    echo "Error: $2" >&2
    exit 3
}

prefix=/opt/baophu
python=
while [ $# -gt 0 ]; do
    case $1 in
        --prefix) prefix=$2; shift 2 ;;
        --python) python=$2; shift 2 ;;
        *) echo "./install.sh [--prefix /opt/baophu] [--python /usr/bin/python3]" >&2; exit 2 ;;
    esac
done
case $prefix in /*) ;; *) prefix=$(pwd)/$prefix ;; esac

cd "$(dirname "$0")"
read_told() { sed -n "s/^$1=//p" BUNDLE; }
version=$(read_told version)
commit=$(read_told commit)
wanted=$(read_told python)
machine=$(read_told machine)

sha256sum --check --quiet --strict SHA256SUMS >&2 ||
    fail "Gói cài đặt không nguyên vẹn; chép lại." "The bundle is not whole; copy it again."
[ "$(uname -s)-$(uname -m)" = "$machine" ] ||
    fail "Gói này dành cho $machine, máy này là $(uname -s)-$(uname -m)." "This bundle is for $machine, this machine is $(uname -s)-$(uname -m)."

if [ -z "$python" ]; then
    # That of the system first: one in somebody's home is closed to the user of the service.
    python=$(PATH=/usr/bin:/usr/local/bin:$PATH command -v "python$wanted" || command -v python3 || true)
fi
[ -n "$python" ] && [ "$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')" = "$wanted" ] ||
    fail "Cần Python $wanted (--python /đường/dẫn)." "Python $wanted is needed (--python /path)."
"$python" -c 'import ensurepip, venv' 2>/dev/null ||
    fail "Thiếu venv (apt-get install python3-venv)." "venv is missing (apt-get install python3-venv)."
case $(readlink -f "$python") in
    /root/* | /home/*)
        echo "Chú ý: $(readlink -f "$python") nằm trong thư mục riêng; người dùng baophu có thể không chạy được nó." >&2
        echo "Mind: $(readlink -f "$python") lies in a home; the user baophu may not be able to run it." >&2
        ;;
esac
if [ -e "$prefix" ] && [ ! -L "$prefix" ]; then
    fail "$prefix đã có và không phải liên kết." "$prefix is there and is no link."
fi

target=$prefix-$version${commit:+-$commit}
rm -rf "$target.part"
if [ ! -d "$target" ]; then
    trap 'rm -rf "$target.part"' EXIT
    mkdir -p "$target.part"
    cp -R house/. "$target.part/"
    "$python" -m venv "$target.part/.venv"
    echo "→ $target" >&2
    PIP_CONFIG_FILE=/dev/null "$target.part/.venv/bin/python" -m pip install --quiet --no-cache-dir \
        --disable-pip-version-check --no-index --no-deps --find-links wheels --requirement house/requirements.txt ||
        fail "Không cài được các gói kèm theo." "The packages of the bundle cannot be installed."
    (cd "$target.part" && .venv/bin/python -m compileall -q geodata services webmap &&
        .venv/bin/python -m webmap --help >/dev/null &&
        .venv/bin/python -c 'import webmap.server; from webmap.bundling import check_scripts; check_scripts()') ||
        fail "Bản vừa chép không chạy được." "What was installed does not run."
    chmod -R go+rX,go-w "$target.part"
    mv "$target.part" "$target"
fi
ln -sfn "$target" "$prefix.new"
mv -T "$prefix.new" "$prefix"
echo "Đã cài · installed: $prefix → $target ($("$prefix/.venv/bin/python" --version))"
echo "Tiếp theo · next: $prefix/docs/operators/installing.md"
