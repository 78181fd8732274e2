defmodule Broken do
  @moduledoc "A file in the middle of being typed."

  @doc "Still found."
  def whole(value), do: value

  @doc "Its `end` is still missing."
  def half_typed(list) do
    Enum.map(list, fn item ->
      IO.puts("größe #{item}
    end)

  @doc "Found although it stands behind."
  @spec after_it(integer) :: integer
  def after_it(0), do: 0
  def after_it(n), do: after_it(n - 1)

  defp last_one(%{a: a) do
    a
  end

  defmodule Inner do
    def nested, do: :ok
  end
end
