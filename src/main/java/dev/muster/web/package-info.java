/** Security and pages. */
package dev.muster.web;
