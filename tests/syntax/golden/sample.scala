/*
 * Copyright 2026 The Sample Authors. All rights reserved.
 */

/** Rate limiting for outgoing requests.
  *
  * One limiter serves one host.
  */
package com.example.limits

import scala.concurrent.duration.*
import scala.collection.mutable

/** What a limiter can answer. */
trait Limiter[-K]:
  type Key = K

  /** Whether a request may go now. */
  def allow(key: K, cost: Int = 1): Boolean

  def allowAll(keys: K*): Boolean =
    keys.forall(key => allow(key))

/** A bucket that refills at a steady rate.
  *
  * @param rate tokens a second
  */
@deprecated("use Window", "2.0")
final class TokenBucket[K](
    rate: Double,
    val capacity: Int = 10,
) extends Limiter[K] with AutoCloseable:
  private var tokens: Map[K, Double] = Map.empty

  /** A bucket of one token a second. */
  def this() = this(1.0)

  val refill: Double => Double = (seconds: Double) => seconds * rate

  lazy val onEmpty = { (key: K) => println(key) }

  @inline
  override def allow(key: K, cost: Int): Boolean =
    def left: Double = tokens.getOrElse(key, capacity.toDouble)
    left >= cost

  // Not a scaladoc, but it explains:
  // the operator adds tokens.
  def +=(key: K, more: Double)(using clock: Clock): Unit = {
    tokens = tokens.updated(key, more)
  }

  override def close(): Unit = ()

  class Empty extends RuntimeException

object TokenBucket {
  /** Parses a header such as `Retry-After: 3`. */
  def apply(header: String): TokenBucket[String] = new TokenBucket(header.toDouble)

  def unapply[K](bucket: TokenBucket[K]): Option[Int] = Some(bucket.capacity)

  private val `größe ändern` = (n: Int) => n + 1
}

case class Window(size: FiniteDuration, überlauf: Int)
case object Forever

/** How a limiter ends a request. */
enum Verdict(val code: Int) {
  case Allowed extends Verdict(200)
  case Denied(reason: String) extends Verdict(429)

  /** Für Menschen lesbar 😀. */
  def text: String = s"$code: ${toString}"
}

opaque type Millis = Long

trait Clock { def now: Millis }

/** The clock of the system. */
given systemClock: Clock with
  def now: Millis = System.currentTimeMillis()

given Ordering[Window] = Ordering.by(_.size)

extension (text: String)
  /** Reads a duration. */
  def toDuration: FiniteDuration = text.toInt.seconds
  def shout(times: Int): String = text.toUpperCase * times

extension [A](items: List[A]) def second: Option[A] = items.drop(1).headOption

implicit class RichInt(private val n: Int) extends AnyVal {
  def squared: Int = n * n
}

package object syntax {
  def limited[A](work: => A)(implicit limiter: Limiter[A]): A = work
}

inline def twice[A](inline body: => A): A =
  body
  body

@main def run(args: String*): Unit =
  args.map { arg => arg.trim }.foreach(println)
