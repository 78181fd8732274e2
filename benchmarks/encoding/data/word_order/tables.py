def subtract_a_from_b(a, b):
    return b - a


def subtract_b_from_a(a, b):
    return a - b


def map_keys_to_values(keys, values):
    return dict(zip(keys, values, strict=True))


def map_values_to_keys(values, keys):
    return {value: key for value, key in zip(values, keys, strict=True)}


def rows_to_columns(rows):
    return [list(column) for column in zip(*rows)]


def columns_to_rows(columns):
    return [list(row) for row in zip(*columns)]


def filter_then_sort(items, keep, key):
    return sorted((item for item in items if keep(item)), key=key)


def sort_then_filter(items, keep, key):
    return [item for item in sorted(items, key=key) if keep(item)]


def sign_then_encrypt(message, signer, cipher):
    signed = message + signer.sign(message)
    return cipher.encrypt(signed)


def encrypt_then_sign(message, signer, cipher):
    sealed = cipher.encrypt(message)
    return sealed + signer.sign(sealed)


def copy_local_to_remote(local, remote, path):
    with local.open(path) as source, remote.create(path) as target:
        target.write(source.read())


def copy_remote_to_local(remote, local, path):
    with remote.open(path) as source, local.create(path) as target:
        target.write(source.read())


def tokens_for_ids(ids, tokenizer):
    return [tokenizer.tokens[i] for i in ids]


def ids_for_tokens(tokens, tokenizer):
    return [tokenizer.ids[token] for token in tokens]


def records_of_frame(frame):
    names = list(frame)
    return [dict(zip(names, row)) for row in zip(*frame.values())]


def frame_of_records(records):
    names = list(records[0])
    return {name: [record[name] for record in records] for name in names}


def users_without_orders(users, orders):
    having = {order.user for order in orders}
    return [user for user in users if user.id not in having]


def orders_without_users(users, orders):
    known = {user.id for user in users}
    return [order for order in orders if order.user not in known]
