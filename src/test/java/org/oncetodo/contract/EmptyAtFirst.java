package org.oncetodo.contract;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Each class of the suite begins without todos, where the node is the suite's own: none sees what another left. Keys
 * stay, but no two tests use the same.
 */
public final class EmptyAtFirst implements BeforeAllCallback {

    @Override
    public void beforeAll(ExtensionContext context) {
        if (isOfTheSuite(context.getRequiredTestClass()) && Deployment.given().isEmpty()) {
            Deployment.client().deleteAll();
            assertThat(Deployment.client().get("/todos").expect(200).text()).isEqualTo("[]");
        }
    }

    private static boolean isOfTheSuite(Class<?> test) {
        return test.getPackage() == EmptyAtFirst.class.getPackage();
    }
}
