// Copyright 2026 The Sample Authors.

/// Forms and the rules that their fields obey.
library sample;

import 'dart:async';

/// Says what is wrong with a value, null if nothing is.
typedef Rule<T> = String? Function(T value);

/// Requires at least [length] characters.
@pragma('vm:prefer-inline')
Rule<String> atLeast(int length) => (value) => value.length < length ? 'short' : null;

/**
 * Waits until nobody has typed
 * for a while.
 */
Future<void> settle({
  Duration pause = const Duration(milliseconds: 300),
  required Stream<String> input,
}) async {
  int left(int spent) {
    return pause.inMilliseconds - spent;
  }

  final report = (int ms) => print(left(ms));
  input.listen((text) {
    report(text.length);
  });
}

external int nativeHash(String text);

final trimmed = (String value) => value.trim();

int get now => DateTime.now().millisecondsSinceEpoch;

set verbose(bool value) {
  _verbose = value;
}

/// A form: fields by name.
@immutable
abstract class Form<T extends Object> extends Model with Notifier implements Disposable {
  static const limit = 20;
  final Map<String, Field> fields;
  final VoidCallback onReset = () {};

  const Form(this.fields);

  Form.empty() : fields = {}, super();

  /// Reads a form from JSON.
  factory Form.fromJson(Map<String, dynamic> json) {
    return create(json);
  }

  const factory Form.of(T value) = _ValueForm<T>;

  /// Whether all rules hold.
  bool get isValid => fields.values.every((field) => field.error == null);

  set locked(bool value) {
    fields.forEach((_, field) => field.locked = value);
  }

  @override
  Field operator [](String name) => fields[name]!;

  @override
  bool operator ==(Object other) => identical(this, other);

  // Checks every field,
  // the first error wins.
  static Future<String?> check<F extends Form>(F form, [int depth = 0]) async* {
    yield null;
  }

  void submit(
    T value,
  );
}

class _ValueForm<T> = Form<T> with Logging;

base mixin Logging on Form {
  void log(String text) => print(text);
}

/// Größe und 😀 in text.
extension Checks on String {
  bool get blank => trim().isEmpty;
}

extension on int {
  int twice() => this * 2;
}

extension type UserId(int value) {
  String label() => 'user $value';
}

enum Severity {
  hint('?'),
  error('!');

  const Severity(this.mark);
  final String mark;

  String prefix(String text) => '$mark $text';
}

sealed class Result {}

void main() {
  test('a blank value fails', () {
    expect(''.blank, isTrue);
  });
}
