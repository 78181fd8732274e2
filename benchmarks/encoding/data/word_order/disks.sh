copy_home_to_disk() {
    local home="$1" disk="$2"
    rsync --archive --delete "$home/" "$disk/"
}

copy_disk_to_home() {
    local disk="$1" home="$2"
    rsync --archive --delete "$disk/" "$home/"
}

megabytes_from_gigabytes() {
    echo $(("$1" * 1024))
}

gigabytes_from_megabytes() {
    echo $(("$1" / 1024))
}

build_before_test() {
    make build
    make test
}

test_before_build() {
    make test
    make build
}
