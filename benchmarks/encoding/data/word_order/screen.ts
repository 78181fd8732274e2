export function camelToSnake(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => "_" + letter.toLowerCase());
}

export function snakeToCamel(name: string): string {
  return name.replace(/_([a-z])/g, (_, letter) => letter.toUpperCase());
}

export const blobFromBase64 = (base64: string): Blob => {
  const bytes = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
  return new Blob([bytes]);
};

export const base64FromBlob = async (blob: Blob): Promise<string> => {
  const bytes = new Uint8Array(await blob.arrayBuffer());
  return btoa(String.fromCharCode(...bytes));
};

export function pxToRem(px: number, root = 16): number {
  return px / root;
}

export function remToPx(rem: number, root = 16): number {
  return rem * root;
}

export function parentOfChild(tree: Tree, child: TreeNode): TreeNode | undefined {
  return tree.nodes.find((node) => node.links.includes(child.id));
}

export function childOfParent(tree: Tree, parent: TreeNode): TreeNode | undefined {
  return tree.nodes.find((node) => parent.links.includes(node.id));
}

export function parseQueryStringAsObject(query: string): Record<string, string> {
  return Object.fromEntries(query.split("&").map((part) => part.split("=")));
}

export function printObjectAsQueryString(object: Record<string, string>): string {
  return Object.entries(object)
    .map((part) => part.join("="))
    .join("&");
}

export class Camera {
  screenToWorld(point: Point): Point {
    return { x: point.x / this.zoom + this.left, y: point.y / this.zoom + this.top };
  }

  worldToScreen(point: Point): Point {
    return { x: (point.x - this.left) * this.zoom, y: (point.y - this.top) * this.zoom };
  }

  slideLeftToRight(panel: Panel): void {
    panel.animate({ from: panel.left, to: panel.right });
  }

  slideRightToLeft(panel: Panel): void {
    panel.animate({ from: panel.right, to: panel.left });
  }
}

export class RgbColor {
  toHex(): HexColor {
    return new HexColor([this.r, this.g, this.b].map((c) => c.toString(16)).join(""));
  }
}

export class HexColor {
  toRgb(): RgbColor {
    const parts = this.digits.match(/../g) ?? [];
    const [r, g, b] = parts.map((c) => parseInt(c, 16));
    return new RgbColor(r, g, b);
  }
}

export function loadStateFromStorage(store: Store, storage: Storage): void {
  store.state = JSON.parse(storage.getItem("state") ?? "{}");
}

export function loadStorageFromState(store: Store, storage: Storage): void {
  storage.setItem("state", JSON.stringify(store.state));
}

export function inviteUserToChannel(user: User, channel: Channel): void {
  channel.members.push(user.id);
  notify(user, channel);
}

export function inviteChannelToUser(channel: Channel, user: User): void {
  user.channels.push(channel.id);
  notify(channel, user);
}

export function renderThenFetch(view: View, url: string): Promise<void> {
  view.render();
  return fetch(url).then((response) => view.fill(response));
}

export async function fetchThenRender(view: View, url: string): Promise<void> {
  const response = await fetch(url);
  view.fill(response);
  view.render();
}

export function setOfArray<T>(array: T[]): Set<T> {
  return new Set(array);
}

export function arrayOfSet<T>(set: Set<T>): T[] {
  return [...set];
}
