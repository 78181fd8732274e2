package results

object Results {
  def optionToEither[A](option: Option[A], message: String): Either[String, A] =
    option match {
      case Some(value) => Right(value)
      case None => Left(message)
    }

  def eitherToOption[A](either: Either[String, A]): Option[A] =
    either match {
      case Right(value) => Some(value)
      case Left(_) => None
    }

  def mapOverFlattened[A, B](lists: List[List[A]], f: A => B): List[B] =
    lists.flatten.map(f)

  def flattenOverMapped[A, B](list: List[A], f: A => List[B]): List[B] =
    list.map(f).flatten

  def futureOfTry[A](result: Try[A]): Future[A] = Future.fromTry(result)

  def tryOfFuture[A](future: Future[A]): Try[A] = Try(Await.result(future, Duration.Inf))
}
