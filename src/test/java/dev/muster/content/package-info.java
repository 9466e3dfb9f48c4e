/**
 * Tests of what ships below {@code plans}: cassettes, tasks with their checks, stand-ins, pages.
 */
package dev.muster.content;
