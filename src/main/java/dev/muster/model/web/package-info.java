/** What is known of models over HTTP. */
package dev.muster.model.web;
