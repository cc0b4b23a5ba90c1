# One node: Payara Micro with the WAR. Its database is whatever the settings name; without any, Derby in the volume.
#
#   docker build -t once-todo .
#   docker run -p 8080:8080 -v todos:/home/todos/data once-todo

FROM maven:3.9.16-eclipse-temurin-17 AS build
WORKDIR /build
COPY pom.xml .
COPY src src
COPY deploy/payara-boot.txt deploy/
RUN mvn -B -q -DskipTests package dependency:copy@payara \
 && mkdir /opt/todos \
 && java -jar target/payara-micro.jar --rootdir /opt/todos/payara --outputlauncher \
 && cp target/todos.war deploy/payara-boot.txt /opt/todos/

FROM eclipse-temurin:17.0.20_8-jre
RUN useradd --create-home --uid 10001 todos \
 && mkdir /home/todos/data \
 && chown todos /home/todos/data
COPY --from=build --chown=todos /opt/todos /opt/todos
USER 10001
WORKDIR /home/todos
# Payara Micro would unpack itself at each start, and load its classes in a way that cannot share them. Unpacked, and with an
# archive of the classes that a start needs (class data sharing), it starts in three quarters of the time.
RUN java -Xlog:disable -XX:+UseParallelGC -XX:ArchiveClassesAtExit=/opt/todos/payara/classes.jsa -jar /opt/todos/payara/launch-micro.jar \
  --deploy /opt/todos/todos.war --contextroot / --nocluster --prebootcommandfile /opt/todos/payara-boot.txt --warmup \
 && rm -r data/*
VOLUME /home/todos/data
EXPOSE 8080
# The image has no curl, but bash can speak HTTP/1.0. Whether the database is there is for the balancer to ask
# (/health/ready): no new start of this node would bring it back.
HEALTHCHECK --interval=10s --timeout=3s --start-period=60s CMD ["bash", "-c", \
  "exec 3<>/dev/tcp/127.0.0.1/8080; printf 'GET /health/live HTTP/1.0\\r\\n\\r\\n' >&3; head -n 1 <&3 | grep -q ' 200 '"]
# Java is the first process of the container, so SIGTERM reaches it. Payara then goes on serving for the grace time, which
# lets requests that run be answered, and stops before the 10 s after which Docker kills; its Hazelcast must not go first.
ENTRYPOINT ["java", "-XX:SharedArchiveFile=/opt/todos/payara/classes.jsa", "-XX:+UseParallelGC", "-XX:MaxRAMPercentage=60", \
  "-Dhazelcast.shutdownhook.enabled=false", "-jar", "/opt/todos/payara/launch-micro.jar", \
  "--deploy", "/opt/todos/todos.war", "--contextroot", "/", "--port", "8080", "--nocluster", "--shutdowngrace", "7000", \
  "--prebootcommandfile", "/opt/todos/payara-boot.txt"]
