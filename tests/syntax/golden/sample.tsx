import React, { forwardRef, memo, useCallback } from 'react';

interface Props extends React.HTMLAttributes<HTMLButtonElement> {
  label: string;
  onPress?: (event: Press) => void;
}

/** A button that says how often it was pressed. */
export const Button = forwardRef<HTMLButtonElement, Props>(({ label, onPress }, ref) => {
  const [count, setCount] = React.useState(0);

  const handleClick = useCallback(
    (event: React.MouseEvent) => {
      setCount((previous) => previous + 1);
      onPress?.(event);
    },
    [onPress],
  );

  return (
    <button ref={ref} onClick={handleClick} onBlur={() => setCount(0)}>
      {label} ×{count}
    </button>
  );
});

// Shows a list;
// remembers what it drew.
export const List = memo(function List<T>({ items }: { items: T[] }) {
  const rows = items.map((item) => <li key={String(item)}>{String(item)}</li>);
  return <ul>{rows}</ul>;
});

export function useToggle(initial = false): [boolean, () => void] {
  const toggle = () => set(!value);
  return [value, toggle];
}

const Größe: React.FC<{ px: number }> = ({ px }) => <span>{`${px} 😀`}</span>;

const generic = <T,>(value: T): T => value;

export class Panel extends React.Component<Props, State> {
  state = { open: false };

  static getDerivedStateFromProps(props: Props) {
    return null;
  }

  private onToggle = (): void => this.setState({ open: true });

  /** Draws the panel. */
  render() {
    return <section onClick={this.onToggle}>{this.props.children}</section>;
  }
}

export default function App({ children }: React.PropsWithChildren) {
  return <Panel label="Über">{children}</Panel>;
}
