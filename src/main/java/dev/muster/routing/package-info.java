/** The choice of a model: declared shares kept by deficit, hard rules, escalation. */
package dev.muster.routing;
