package org.oncetodo.peer;

import org.springframework.data.jpa.repository.JpaRepository;

interface RememberedKeyRepository extends JpaRepository<RememberedKey, String> {}
