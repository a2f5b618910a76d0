/** What idgen's packages share, and no user sees. */
package dev.ashlar.idgen.internal;
