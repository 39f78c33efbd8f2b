/** The time now, epoch milliseconds. */
export type Clock = () => number;
