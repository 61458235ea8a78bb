/** The program that comes with the package. */
declare module "workerd" {
  const path: string;
  export default path;
}
