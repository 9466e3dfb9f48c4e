/** The recorded choices of models over HTTP. */
package dev.muster.routing.web;
