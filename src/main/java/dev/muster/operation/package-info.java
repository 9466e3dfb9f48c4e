/** Month 1: daily measurement, weekly review, alarms, routing proposals. */
package dev.muster.operation;
