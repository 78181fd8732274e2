# Copyright 2026 The Sample Authors. All rights reserved.

defmodule Sample.Limits do
  @moduledoc """
  Rate limiting for outgoing requests.

  One limiter serves one host.
  """

  use GenServer
  import Bitwise, only: [band: 2]

  @default_rate 5.0
  @type key :: String.t()

  defstruct rate: @default_rate, tokens: %{}

  @doc """
  Starts a limiter.

      iex> Sample.Limits.start_link(rate: 2.0)
  """
  @spec start_link(keyword()) :: GenServer.on_start()
  def start_link(opts \\ []) do
    GenServer.start_link(__MODULE__, opts, name: __MODULE__)
  end

  @doc "Whether a request may go now."
  @doc since: "1.2.0"
  @spec allow?(key, pos_integer) :: boolean
  def allow?(key, cost \\ 1)
  def allow?(_key, 0), do: true

  def allow?(key, cost) when is_binary(key) and cost > 0 do
    GenServer.call(__MODULE__, {:allow, key, cost})
  end

  @impl true
  def init(opts), do: {:ok, struct!(__MODULE__, opts)}

  @impl GenServer
  def handle_call({:allow, key, cost}, _from, %{tokens: tokens} = state) do
    left = Map.get(tokens, key, 10) - cost
    Enum.each(tokens, fn {k, v} -> IO.inspect({k, v}) end)
    {:reply, left >= 0, %{state | tokens: Map.put(tokens, key, left)}}
  end

  def handle_call(:reset, _from, state), do: {:reply, :ok, %{state | tokens: %{}}}

  # Doubles the delay after each failure,
  # up to a minute.
  defp backoff(attempt)
       when attempt < 6,
       do: Integer.pow(2, attempt)

  defp backoff(_attempt), do: 60

  @doc false
  defmacro limited(do: block) do
    quote do
      unquote(block)
    end
  end

  @doc ~S"""
  Länge der 😀 Überschrift, siehe \n.
  """
  defguard is_größe(value) when is_integer(value) and band(value, 1) == 0

  defmacrop log(message), do: quote(do: IO.puts(unquote(message)))

  @doc "Adds the tokens of two buckets."
  def left + right, do: Map.merge(left, right)

  defdelegate fetch(map, key), to: Map

  def unquote(:"odd-name")(value), do: value

  defmodule Empty do
    @moduledoc false
    defexception message: "nothing is left"

    @impl true
    def message(%{message: text}) do
      text
    end
  end
end

defprotocol Sample.Cost do
  @moduledoc "What a request takes."

  @doc "Tokens for one request."
  @spec tokens(t) :: non_neg_integer
  def tokens(request)
end

defimpl Sample.Cost, for: Map do
  def tokens(map), do: map_size(map)
end

defimpl Sample.Cost, for: [Integer, Float] do
  def tokens(number), do: trunc(number)
end
