/**
 * Whether a day or instant lies where this product can reckon: from 1992, when Shanghai's clocks became what they are, to 2199. Anything
 * else is a slip of the finger, and arithmetic behind the year 9999 has no four-digit years.
 */
export const isWithinReach = (time: string): boolean => time >= '1992' && time < '2200';
