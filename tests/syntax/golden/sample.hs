{-# LANGUAGE GADTs #-}
{-# LANGUAGE LambdaCase, TypeFamilies #-}
-- Copyright 2026 The Sample Authors. All rights reserved.

-- |
-- Module      : Sample.Limits
-- Description : Rate limiting for outgoing requests.
--
-- One limiter serves one host.
module Sample.Limits
  ( TokenBucket (..)
  , Limiter (..)
    -- * Delays
  , backoff
  ) where

import qualified Data.Map.Strict as Map
import Data.Text (Text)

-- | Tokens a second.
type Rate = Double

{-| A bucket that refills at a steady rate.

    Not safe to share between threads.
-}
data TokenBucket k = TokenBucket
  { rate     :: !Rate        -- ^ tokens a second
  , capacity :: Int
  , tokens   :: Map.Map k Double
  } deriving (Eq, Show)

-- | How a limiter ends a request.
data Verdict
  = Allowed
  | Denied { reason :: Text }

newtype Millis = Millis { unMillis :: Integer }
  deriving newtype (Eq, Ord, Num)

data Expr a where
  Lit :: Int -> Expr Int
  Add :: Expr Int -> Expr Int -> Expr Int

-- | What a limiter can answer.
class Monad m => Limiter m where
  type Key m

  -- | Whether a request may go now.
  allow :: Key m -> Int -> m Bool

  allowAll :: [Key m] -> m Bool
  allowAll keys = and <$> traverse (`allow` 1) keys
  {-# MINIMAL allow #-}

instance Limiter IO where
  type Key IO = Text
  allow _ 0 = pure True
  allow key cost = do
    putStrLn "asked"
    pure (cost < 10)

instance Show k => Show (Expr k) where
  show (Lit n) = show n
  show (Add a b) = show a ++ "+" ++ show b

-- | Doubles the delay after each failure,
-- up to a minute.
--
-- >>> backoff 3
-- 8
backoff
  :: Int      -- ^ number of the attempt
  -> Double   -- ^ seconds
backoff attempt
  | attempt < 6 = 2 ** fromIntegral attempt
  | otherwise   = limit
  where
    limit = 60

    -- Never called.
    go :: Int -> Int
    go 0 = 0
    go n = go (n - 1)

{-# INLINE größe #-}
-- | Länge der 😀 Überschrift.
größe :: Text -> Int
größe = length . show

eval :: Expr a -> a
eval (Lit n) = n
-- Both sides first.
eval (Add a b) = eval a + eval b

infixl 6 |+|
-- | Adds the tokens of two buckets.
(|+|) :: Ord k => TokenBucket k -> TokenBucket k -> TokenBucket k
a |+| b = a { tokens = Map.unionWith (+) (tokens a) (tokens b) }

minimum', maximum' :: Ord a => [a] -> a
minimum' = foldr1 min
maximum' = foldr1 max

untyped x y = x `seq` \case
  Allowed -> y
  _       -> x

(first, second) = (1, 2)

type family Elem c where
  Elem [e] = e

foreign import ccall "math.h sin" c_sin :: Double -> Double

main :: IO ()
main = do
  let twice f = f . f
      step :: Int -> Int
      step = (+ 1)
  print (twice step 1)
