/** The plan: its records, how it is read, checked whole, and frozen. */
package dev.muster.plan;
