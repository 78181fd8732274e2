defmodule Shapes do
  def keyword_to_map(keyword) do
    Enum.into(keyword, %{})
  end

  def map_to_keyword(map) do
    Enum.map(map, fn {key, value} -> {key, value} end)
  end

  def atoms_from_strings(strings) do
    Enum.map(strings, &String.to_existing_atom/1)
  end

  def strings_from_atoms(atoms) do
    Enum.map(atoms, &Atom.to_string/1)
  end

  def subscribe_process_to_topic(process, topic) do
    Registry.register(topic, process, [])
  end

  def subscribe_topic_to_process(topic, process) do
    Registry.register(process, topic, [])
  end
end
