# One node: WildFly with the WAR, as wildfly.cli sets it. Its database is whatever the settings name; without any, Derby in
# the volume.
#
#   docker build -t once-todo-wildfly -f deploy/wildfly.Dockerfile .
#   docker run -p 8080:8080 -v todos:/home/todos/data once-todo-wildfly

FROM maven:3.9.16-eclipse-temurin-17 AS build
WORKDIR /build
COPY pom.xml .
COPY src src
RUN mvn -B -q -DskipTests package dependency:unpack@wildfly \
 && mv target/wildfly-* /opt/wildfly

FROM eclipse-temurin:17.0.20_8-jre
RUN useradd --create-home --uid 10001 todos \
 && mkdir /home/todos/data \
 && chown todos /home/todos/data
COPY --from=build --chown=todos /opt/wildfly /opt/wildfly
COPY --from=build --chown=todos /build/target/todos.war /opt/wildfly/standalone/deployments/
COPY --chown=todos deploy/wildfly.cli /opt/wildfly/
USER 10001
WORKDIR /home/todos
# The script hands SIGTERM on to Java. WildFly then lets requests that run be answered, for 7 s at most, and stops before
# the 10 s after which Docker kills.
ENV LAUNCH_JBOSS_IN_BACKGROUND=1 JAVA_OPTS="-XX:+UseParallelGC -XX:MaxRAMPercentage=60 -Djava.net.preferIPv4Stack=true"
RUN /opt/wildfly/bin/jboss-cli.sh --file=/opt/wildfly/wildfly.cli
# It starts once, and at its end leaves an archive of the classes that a start needs (class data sharing).
RUN JAVA_OPTS="-XX:ArchiveClassesAtExit=/opt/wildfly/classes.jsa $JAVA_OPTS" /opt/wildfly/bin/standalone.sh > /dev/null & \
  timeout 300 sh -c 'until grep -qs WFLYSRV0025 /opt/wildfly/standalone/log/server.log; do sleep 1; done' \
  && kill $! && wait $!; \
  test -s /opt/wildfly/classes.jsa && rm -r data/* /opt/wildfly/standalone/log
VOLUME /home/todos/data
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=3s --start-period=60s CMD ["bash", "-c", \
  "exec 3<>/dev/tcp/127.0.0.1/8080; printf 'GET /health/live HTTP/1.0\\r\\n\\r\\n' >&3; head -n 1 <&3 | grep -q ' 200 '"]
ENV JAVA_OPTS="-XX:SharedArchiveFile=/opt/wildfly/classes.jsa $JAVA_OPTS"
ENTRYPOINT ["/opt/wildfly/bin/standalone.sh", "-b", "0.0.0.0", "-Dorg.wildfly.sigterm.suspend.timeout=7"]
