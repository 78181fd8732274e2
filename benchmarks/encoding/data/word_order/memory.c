#include <stdint.h>
#include <string.h>

char *int_to_str(int value, char *out)
{
    char *end = out + 12;
    *--end = '\0';
    do {
        *--end = (char)('0' + value % 10);
        value /= 10;
    } while (value);
    return end;
}

int str_to_int(const char *str)
{
    int value = 0;
    while (*str >= '0' && *str <= '9')
        value = value * 10 + (*str++ - '0');
    return value;
}

uint16_t host_to_network(uint16_t host)
{
    return (uint16_t)((host << 8) | (host >> 8));
}

uint16_t network_to_host(uint16_t network)
{
    return (uint16_t)((network << 8) | (network >> 8));
}

int copy_from_user_to_kernel(void *kernel, const void *user, size_t size)
{
    if (!readable(user, size))
        return -1;
    memcpy(kernel, user, size);
    return 0;
}

int copy_from_kernel_to_user(void *user, const void *kernel, size_t size)
{
    if (!writable(user, size))
        return -1;
    memcpy(user, kernel, size);
    return 0;
}

uint8_t byte_of_bits(const uint8_t bits[8])
{
    uint8_t byte = 0;
    for (int i = 0; i < 8; i++)
        byte |= (uint8_t)(bits[i] << i);
    return byte;
}

void bits_of_byte(uint8_t byte, uint8_t bits[8])
{
    for (int i = 0; i < 8; i++)
        bits[i] = (byte >> i) & 1;
}

uintptr_t virt_to_phys(uintptr_t virt)
{
    return virt - PAGE_OFFSET;
}

uintptr_t phys_to_virt(uintptr_t phys)
{
    return phys + PAGE_OFFSET;
}

struct tree *build_tree_from_list(struct list *list)
{
    struct tree *tree = NULL;
    for (; list; list = list->next)
        tree = tree_insert(tree, list->value);
    return tree;
}

struct list *build_list_from_tree(struct tree *tree)
{
    if (!tree)
        return NULL;
    struct list *list = build_list_from_tree(tree->left);
    return list_join(list_push(list, tree->value), build_list_from_tree(tree->right));
}

void attach_parent_beneath_child(struct node *parent, struct node *child)
{
    parent->above = child;
    child->below = parent;
}

void attach_child_beneath_parent(struct node *child, struct node *parent)
{
    child->above = parent;
    parent->below = child;
}
