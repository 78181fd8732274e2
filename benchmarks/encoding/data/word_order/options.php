<?php

function array_to_object(array $array): object
{
    $object = new stdClass();
    foreach ($array as $name => $value) {
        $object->$name = $value;
    }
    return $object;
}

function object_to_array(object $object): array
{
    $array = [];
    foreach (get_object_vars($object) as $name => $value) {
        $array[$name] = $value;
    }
    return $array;
}

function csv_from_array(array $rows): string
{
    return implode("\n", array_map(fn ($row) => implode(',', $row), $rows));
}

function array_from_csv(string $csv): array
{
    return array_map(fn ($line) => explode(',', $line), explode("\n", $csv));
}

class Deployment
{
    public function mergeDefaultsIntoOptions(array $defaults, array $options): array
    {
        return $options + $defaults;
    }

    public function mergeOptionsIntoDefaults(array $options, array $defaults): array
    {
        return array_replace($defaults, $options);
    }

    public function copyLiveToStaging(Database $live, Database $staging): void
    {
        $staging->import($live->dump());
    }

    public function copyStagingToLive(Database $staging, Database $live): void
    {
        $live->import($staging->dump());
    }

    public function postsOfAuthor(Author $author): array
    {
        return array_filter($this->posts, fn ($post) => $post->author === $author->id);
    }

    public function authorOfPost(Post $post): Author
    {
        return $this->authors[$post->author];
    }
}
