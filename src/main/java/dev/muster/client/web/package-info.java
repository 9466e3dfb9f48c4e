/** What clients' files hold, over HTTP. */
package dev.muster.client.web;
