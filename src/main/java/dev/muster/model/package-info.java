/** The port to models, its HTTP adapters, and the paid call: reserve, SENDING, send, store. */
package dev.muster.model;
