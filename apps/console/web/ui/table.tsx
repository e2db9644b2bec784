import type { ReactNode, TdHTMLAttributes, ThHTMLAttributes } from 'react'
import { classes } from './classes.ts'

/** A table that scrolls horizontally on narrow screens. */
export const Table = ({ label, children }: { label: string; children: ReactNode }) => (
  <div
    role="region"
    aria-label={label}
    tabIndex={0}
    className="relative overflow-x-auto rounded-lg border border-line bg-card"
  >
    <table className="w-full border-collapse text-left">{children}</table>
  </div>
)

export const Th = ({ className, ...props }: ThHTMLAttributes<HTMLTableCellElement>) => (
  <th
    scope="col"
    className={classes(
      'border-b border-line bg-raised px-3 py-2.5 sm:px-4 text-xs font-medium whitespace-nowrap text-soft',
      className,
    )}
    {...props}
  />
)

export const Td = ({ className, ...props }: TdHTMLAttributes<HTMLTableCellElement>) => (
  <td
    className={classes(
      'border-b border-line px-3 py-3 sm:px-4 align-middle [tr:last-child>&]:border-0',
      className,
    )}
    {...props}
  />
)
